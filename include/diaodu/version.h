/* Version: of the headers a program was compiled with, and of the library it runs with.
 *
 * Semantic versioning.  From 1.0 on a program keeps running with every later library of its major version; until then with every later
 * one of its minor version.  The library's soname says the same: libdiaodu.so.0.1, later libdiaodu.so.1.
 */
#ifndef DIAODU_VERSION_H
#define DIAODU_VERSION_H

#include "diaodu/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DD_VERSION "0.1.0"
#define DD_VERSION_MAJOR 0
#define DD_VERSION_MINOR 1
#define DD_VERSION_PATCH 0

/* For comparisons by the preprocessor: #if DD_VERSION_NUMBER >= DD_VERSION_AT(0, 2, 0). */
#define DD_VERSION_AT(major, minor, patch) (((major) * 1000 + (minor)) * 1000 + (patch))
#define DD_VERSION_NUMBER DD_VERSION_AT(DD_VERSION_MAJOR, DD_VERSION_MINOR, DD_VERSION_PATCH)

/* The library's own version ("0.1.0"), which may be later than DD_VERSION, the headers'.  Static storage. */
DD_API const char *dd_version_text(void);

#ifdef __cplusplus
}
#endif
#endif
