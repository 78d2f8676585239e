/* Checksum: CRC-32C (Castagnoli, Bräuer & Herrmann 1993, doi:10.1109/26.231911; the iSCSI one of RFC 3720).
 *
 * Detects damage, not malice.  The check value of "123456789" is 0xe3069283.  Four bytes a step (slicing: Kounavis & Berry
 * 2008, doi:10.1109/TC.2008.85), the rest one by one.
 */
#ifndef DD_JOURNAL_CHECKSUM_H
#define DD_JOURNAL_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of what gave `checksum` (0 for nothing) followed by `size` bytes. */
uint32_t dd_checksum_add(uint32_t checksum, const void *bytes, size_t size);

#endif
