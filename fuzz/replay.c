/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A main for fuzz targets without libFuzzer: runs the target once over each file given, and over each file in each directory
 * given, and says over how many. A directory that cannot be read, or no input at all, is a failure.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT = 1 << 24, MAX_PATH = 4096 };

static size_t replayed;

static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL, *exact = NULL;
    size_t n = 0;
    bool good = false;

    if (file == NULL) {
        perror(path);
        return false;
    }
    bytes = malloc(MAX_INPUT);
    if (bytes != NULL)
        n = fread(bytes, 1, MAX_INPUT, file);
    /* Of exactly the right size, so that sanitizers see a step too far. */
    exact = malloc(n > 0 ? n : 1);
    if (bytes != NULL && exact != NULL && !ferror(file)) {
        memcpy(exact, bytes, n);
        (void)LLVMFuzzerTestOneInput(exact, n);
        replayed++;
        good = true;
    }
    free(exact);
    free(bytes);
    (void)fclose(file);
    return good;
}

static bool replay_directory(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry = NULL;
    bool good = true;

    if (directory == NULL) {
        perror(path);
        return false;
    }
    while (good && (entry = readdir(directory)) != NULL) {
        char name[MAX_PATH];
        const int n = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);

        if (entry->d_name[0] != '.')
            good = n > 0 && n < MAX_PATH && replay_file(name);
    }
    (void)closedir(directory);
    return good;
}

int main(int argc, char **argv)
{
    bool good = true;

    for (int i = 1; good && i < argc; i++) {
        struct stat about;

        good = stat(argv[i], &about) == 0;
        if (!good)
            perror(argv[i]);
        else
            good = S_ISDIR(about.st_mode) ? replay_directory(argv[i]) : replay_file(argv[i]);
    }
    printf("%zu inputs replayed\n", replayed);
    return good && replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
