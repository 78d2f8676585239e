#include "engine/cell.h"
dd_status dd_cell_preposition(dd_cell *cell)
{
    (void)cell;
    return DD_STATUS_OK;
}
