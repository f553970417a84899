/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration: a JSON file whose members are named when they are wrong. Start-up ends with a line on stderr and exit status 1. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* One object of the file. Every reader notes the name it asked for, so that config_done finds members that nobody knows:
 * a setting with a slip of the pen must not be a setting left out. */
typedef struct config {
    const char *file;  /* as it was opened, for messages */
    char where[64];    /* "listen." */
    const json_t *object;
    const char *known[32];
    size_t known_count;
} config;

/* Says what is wrong and ends the program. */
_Noreturn void config_die(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The file as a JSON object, to be freed with json_decref. */
json_t *config_read(const char *path);
config config_of(const char *file, const json_t *object);
/* A member; with `otherwise` it may be missing. */
const char *config_text(config *c, const char *name, const char *otherwise);
const char *config_text_required(config *c, const char *name);
int64_t config_number(config *c, const char *name, int64_t otherwise);
int config_flag(config *c, const char *name, int otherwise);
/* An object or array, NULL if it is not there and not required. */
const json_t *config_object(config *c, const char *name, int required);
const json_t *config_list(config *c, const char *name, int required);
/* The object of that name as a part of the configuration; object NULL if it is not there. */
config config_part(config *c, const char *name, int required);
/* All members were asked for, or the program ends. */
void config_done(const config *c);
/* A file name of the configuration, relative to the folder of the file that names it. Freed by the caller. */
char *config_path(const char *file, const char *name);
/* The whole file and a NUL after it; freed by the caller. */
char *config_slurp(const char *path, size_t *length);

/* The value of the library's constant prefix_NAME: what a profile, control, algorithm, grant type or method is called in the
 * configuration is what fapi.h calls it, in any case. */
int config_constant(const config *c, const char *member, const char *prefix, const char *name);
/* The sum of such constants for a list of texts; otherwise if there is no such member. */
int config_constants(config *c, const char *member, const char *prefix, int otherwise);

#endif
