/* Replays a fuzzer's corpus as an ordinary test, in any build and with any compiler.
 *
 *     replay_NAME FOLDER
 *
 * Each file runs whole and cut at up to PREFIXES evenly spaced places: readers must survive an input that ends anywhere.  Every input is
 * copied to a block of exactly its size, so that a sanitizer sees a read past its end.  No file at all is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIXES = 64, PATH_LENGTH = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void run_exactly(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (copy == NULL) exit(2);
    if (size > 0) memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static uint8_t *load(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
    long size = ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(size > 0 ? (size_t)size : 1);
    if (bytes == NULL || size < 0 || fread(bytes, 1, (size_t)size, file) != (size_t)size) exit(2);
    (void)fclose(file);
    *ret_size = (size_t)size;
    return bytes;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) {
        (void)fprintf(stderr, "no corpus at %s\n", argv[1]);
        return 1;
    }
    size_t files = 0, inputs = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        char path[PATH_LENGTH];
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        printf("%s\n", path);
        (void)fflush(stdout); /* the last line names the culprit of a crash */
        size_t size, step;
        uint8_t *bytes = load(path, &size);
        step = size / PREFIXES + 1;
        run_exactly(bytes, size);
        inputs++;
        for (size_t cut = 0; cut < size; cut += step, inputs++) run_exactly(bytes, cut);
        free(bytes);
        files++;
    }
    (void)closedir(folder);
    printf("%zu files, %zu inputs\n", files, inputs);
    return files > 0 ? 0 : 1;
}
