#include "diaodu/status.h"

int main(void)
{
    return dd_status_text(DD_STATUS_OK) == NULL;
}
