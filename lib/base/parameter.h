/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parameters of a request as names and values, wherever they stand: in a form, in a query, or as members of a
 * request object. Rules are written once, over this view.
 */
#ifndef FAPIX_PARAMETER_H
#define FAPIX_PARAMETER_H

#include "base/verdict.h"

#define FAPIX_PARAMETER_TEXT 0 /* of a form or a query; everything else is an enum fapix_json_type */
#define FAPIX_JSON_BIT(type) (1 << (type))

typedef struct fapix_parameter {
    fapix_slice name, value; /* strings decoded and unescaped, other JSON as it stands */
    int type;
} fapix_parameter;

/* next gives the parameter after position at (0 at first) and returns its position, or 0 if there is none. */
typedef struct fapix_parameters {
    const void *source;
    size_t (*next)(const void *source, size_t at, fapix_parameter *parameter);
} fapix_parameters;

/* A parameter that a check knows. */
typedef struct fapix_parameter_kind {
    const char *name;
    int json;      /* sum of FAPIX_JSON_BIT: what it may be in a request object; 0: a string */
    bool repeated; /* may occur more than once */
} fapix_parameter_kind;

/* The members of the top level. json must outlive the view. */
fapix_parameters fapix_parameters_of_json(const fapix_json *json);
/* Find the known ones: found[i] is the first of kinds[i], or has a value of length 0, as one without value counts as
 * absent. Refuses whatever occurs twice, known or not, and known ones of another JSON type. Others are ignored. */
int fapix_parameters_read(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_parameter_kind *kinds,
                          size_t count, fapix_parameter *found);

#endif
