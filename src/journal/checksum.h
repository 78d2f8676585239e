/* Checksum: CRC-32C (Castagnoli, Bräuer & Herrmann 1993, doi:10.1109/26.231911; the iSCSI one of RFC 3720).
 *
 * Detects damage, not malice.  The check value of "123456789" is 0xe3069283.  One table look-up a byte.
 */
#ifndef DD_JOURNAL_CHECKSUM_H
#define DD_JOURNAL_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of what gave `checksum` (0 for nothing) followed by `size` bytes. */
uint32_t dd_checksum_add(uint32_t checksum, const void *bytes, size_t size);

#endif
