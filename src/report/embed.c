/* Build step: embed OUT NAME=FILE... writes each file into OUT as `const char dd_page_NAME[]` and its size as `dd_page_NAME_size`.  Files
 * given under one name are put one after the other; they must stand together. */
#include <stdio.h>
#include <string.h>

/* Appends the file's bytes as numbers; counts them. */
static int put_file(FILE *out, const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    int byte;
    if (in == NULL) {
        perror(path);
        return 1;
    }
    while ((byte = getc(in)) != EOF) fprintf(out, "%s%d,", (*size)++ % 24 == 0 ? "\n" : "", byte > 127 ? byte - 256 : byte);
    int failed = ferror(in);
    fclose(in);
    return failed;
}

/* Writes the array of the name at argv[*at] and moves *at past its files. */
static int put_name(FILE *out, int argc, char **argv, int *at)
{
    const char *name = argv[*at], *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : 0, size = 0;
    int failed = 0;
    if (length == 0) return 1;
    fprintf(out, "const char dd_page_%.*s[] = {", (int)length, name);
    for (; *at < argc && strncmp(argv[*at], name, length + 1) == 0; ++*at) failed |= put_file(out, argv[*at] + length + 1, &size);
    fprintf(out, "\n0};\nconst size_t dd_page_%.*s_size = %zu;\n", (int)length, name, size);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL) {
        perror(argv[1]);
        return 1;
    }
    fputs("/* Made by embed.c from the files beside it. */\n#include \"report/page.h\"\n", out);
    int failed = 0;
    for (int at = 2; at < argc && !failed;) failed = put_name(out, argc, argv, &at);
    return fclose(out) != 0 || failed;
}
