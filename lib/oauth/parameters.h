/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of decoded parameters, as a view. */
#ifndef FAPIX_PARAMETERS_H
#define FAPIX_PARAMETERS_H

#include "base/parameter.h"

/* The view, or the status of the setter that spoiled the handle. */
int fapix_parameters_of(const fapi_parameters *parameters, fapix_parameters *view);

#endif
