#include "diaodu/version.h"

const char *dd_version_text(void)
{
    return DD_VERSION;
}
