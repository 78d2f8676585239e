/* Scan: strict numbers and instants from text (scan.h).  Pure; calendar arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms" (2013), days counted in eras of 400 years from 1 March. */
#include "io/scan.h"

#include <math.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t dd_scan_uint(const char *text, size_t size, uint64_t *ret)
{
    uint64_t value = 0;
    size_t at = 0;
    for (; at < size && is_digit(text[at]); at++) {
        uint64_t digit = (uint64_t)(text[at] - '0');
        if (value > (UINT64_MAX - digit) / 10) return 0;
        value = value * 10 + digit;
    }
    if (at > 0) *ret = value;
    return at;
}

size_t dd_scan_int(const char *text, size_t size, int64_t *ret)
{
    bool is_negative = size > 0 && text[0] == '-';
    uint64_t value = 0;
    size_t used = dd_scan_uint(text + is_negative, size - is_negative, &value);
    if (used == 0 || value > (uint64_t)INT64_MAX) return 0; /* INT64_MIN is not needed anywhere */
    *ret = is_negative ? -(int64_t)value : (int64_t)value;
    return used + is_negative;
}

/* The digits of a decimal number: value = mantissa * 10^exponent, up to 19 digits kept. */
typedef struct digits {
    uint64_t mantissa;
    int64_t exponent;
    bool is_negative, has_lost; /* digits beyond the kept ones were not all zeros */
    bool has_exponent;
} digits;

static void take_digit(digits *d, char c, bool is_fraction)
{
    uint64_t digit = (uint64_t)(c - '0');
    if (d->mantissa < 1000000000000000000u) {
        d->mantissa = d->mantissa * 10 + digit;
        d->exponent -= is_fraction;
    } else {
        d->has_lost |= digit != 0;
        d->exponent += !is_fraction;
    }
}

/* "e" and its number; 0 when what follows is no exponent. */
static size_t take_exponent(digits *d, const char *text, size_t size)
{
    if (size < 2 || (text[0] != 'e' && text[0] != 'E')) return 0;
    size_t at = 1;
    bool is_negative = text[at] == '-';
    if (text[at] == '-' || text[at] == '+') at++;
    uint64_t value = 0;
    size_t used = dd_scan_uint(text + at, size - at, &value);
    if (used == 0) return 0;
    if (value > 100000) value = 100000;
    d->exponent += is_negative ? -(int64_t)value : (int64_t)value;
    d->has_exponent = true;
    return at + used;
}

static size_t scan_digits(const char *text, size_t size, digits *d)
{
    *d = (digits){0};
    size_t at = 0;
    if (size > 0 && text[0] == '-') {
        d->is_negative = true;
        at = 1;
    }
    size_t first = at;
    for (; at < size && is_digit(text[at]); at++) take_digit(d, text[at], false);
    if (at == first) return 0;
    if (at + 1 < size && text[at] == '.' && is_digit(text[at + 1]))
        for (at++; at < size && is_digit(text[at]); at++) take_digit(d, text[at], true);
    return at + take_exponent(d, text + at, size - at);
}

size_t dd_scan_double(const char *text, size_t size, double *ret)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    digits d;
    size_t used = scan_digits(text, size, &d);
    if (used == 0) return 0;
    double value = (double)d.mantissa;
    if (d.mantissa == 0) value = 0;
    else if (d.exponent >= 0 && d.exponent <= 22) value *= powers[d.exponent];
    else if (d.exponent < 0 && d.exponent >= -22) value /= powers[-d.exponent];
    else value = (double)((long double)d.mantissa * powl(10.0L, (long double)d.exponent));
    if (!isfinite(value)) return 0;
    *ret = d.is_negative ? -value : value;
    return used;
}

size_t dd_scan_fixed(const char *text, size_t size, int64_t scale, int64_t *ret)
{
    digits d;
    size_t used = scan_digits(text, size, &d);
    if (used == 0 || d.has_exponent || d.has_lost) return 0;
    uint64_t value = d.mantissa;
    int64_t exponent = value == 0 ? 0 : d.exponent;
    for (; scale > 1; scale /= 10) exponent++;
    for (; exponent < 0; exponent++) {
        if (value % 10 != 0) return 0;
        value /= 10;
    }
    for (; exponent > 0; exponent--) {
        if (value > (uint64_t)INT64_MAX / 10) return 0;
        value *= 10;
    }
    if (value > (uint64_t)INT64_MAX) return 0;
    *ret = d.is_negative ? -(int64_t)value : (int64_t)value;
    return used;
}

bool dd_scan_whole_uint(const char *text, size_t size, uint64_t *ret)
{
    uint64_t value;
    if (size == 0 || dd_scan_uint(text, size, &value) != size) return false;
    *ret = value;
    return true;
}

bool dd_scan_whole_int(const char *text, size_t size, int64_t *ret)
{
    int64_t value;
    if (size == 0 || dd_scan_int(text, size, &value) != size) return false;
    *ret = value;
    return true;
}

bool dd_scan_whole_double(const char *text, size_t size, double *ret)
{
    double value;
    if (size == 0 || dd_scan_double(text, size, &value) != size) return false;
    *ret = value;
    return true;
}

bool dd_scan_whole_fixed(const char *text, size_t size, int64_t scale, int64_t *ret)
{
    int64_t value;
    if (size == 0 || dd_scan_fixed(text, size, scale, &value) != size) return false;
    *ret = value;
    return true;
}

/* Exactly `count` digits at text[*at]. */
static bool take_number(const char *text, size_t size, size_t *at, size_t count, int64_t *ret)
{
    if (size - *at < count) return false;
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(text[*at + i])) return false;
        value = value * 10 + (text[*at + i] - '0');
    }
    *at += count;
    *ret = value;
    return true;
}

static bool take_char(const char *text, size_t size, size_t *at, const char *allowed)
{
    if (*at >= size || text[*at] == '\0' || strchr(allowed, text[*at]) == NULL) return false;
    (*at)++;
    return true;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year % 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool take_date(const char *text, size_t size, size_t *at, int64_t *ret_days)
{
    int64_t year, month, day;
    if (!take_number(text, size, at, 4, &year) || !take_char(text, size, at, "-")) return false;
    if (!take_number(text, size, at, 2, &month) || !take_char(text, size, at, "-")) return false;
    if (!take_number(text, size, at, 2, &day)) return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) return false;
    *ret_days = days_from_date(year, month, day);
    return true;
}

/* "HH:MM", "HH:MM:SS" or "HH:MM:SS.mmm" */
static bool take_clock(const char *text, size_t size, size_t *at, int64_t *ret_ms)
{
    int64_t hour, minute, second = 0, ms = 0;
    if (!take_number(text, size, at, 2, &hour) || !take_char(text, size, at, ":")) return false;
    if (!take_number(text, size, at, 2, &minute)) return false;
    if (take_char(text, size, at, ":")) {
        if (!take_number(text, size, at, 2, &second)) return false;
        if (take_char(text, size, at, ".")) {
            int64_t digit, weight = 100;
            if (!take_number(text, size, at, 1, &digit)) return false;
            do {
                ms += digit * weight;
                weight /= 10;
            } while (weight > 0 && take_number(text, size, at, 1, &digit));
        }
    }
    *ret_ms = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_zone(const char *text, size_t size, size_t *at, int64_t *ret_ms)
{
    *ret_ms = 0;
    if (take_char(text, size, at, "Zz")) return true;
    bool is_west = *at < size && text[*at] == '-';
    int64_t hour, minute;
    if (!take_char(text, size, at, "+-") || !take_number(text, size, at, 2, &hour)) return false;
    (void)take_char(text, size, at, ":");
    if (!take_number(text, size, at, 2, &minute) || hour > 23 || minute > 59) return false;
    *ret_ms = (hour * 60 + minute) * 60000 * (is_west ? -1 : 1);
    return true;
}

bool dd_scan_whole_instant(const char *text, size_t size, int64_t *ret_ms)
{
    size_t at = 0;
    int64_t days, clock, zone;
    if (!take_date(text, size, &at, &days) || !take_char(text, size, &at, "Tt ")) return false;
    if (!take_clock(text, size, &at, &clock) || !take_zone(text, size, &at, &zone) || at != size) return false;
    *ret_ms = days * 86400000 + clock - zone;
    return true;
}

static void put_digits(char *out, int64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10) out[i] = (char)('0' + value % 10);
}

bool dd_scan_put_instant(int64_t ms, char ret[DD_INSTANT_TEXT])
{
    if (ms < 0 || ms >= INT64_C(253402300800000)) return false;
    int64_t z = ms / 86400000 + 719468, era = z / 146097, of_era = z % 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153, month = shifted + (shifted < 10 ? 3 : -9);
    int64_t clock = ms % 86400000;
    memcpy(ret, "0000-00-00T00:00:00Z", 21);
    put_digits(ret, year_of_era + era * 400 + (month <= 2), 4);
    put_digits(ret + 5, month, 2);
    put_digits(ret + 8, of_year - (153 * shifted + 2) / 5 + 1, 2);
    put_digits(ret + 11, clock / 3600000, 2);
    put_digits(ret + 14, clock / 60000 % 60, 2);
    put_digits(ret + 17, clock / 1000 % 60, 2);
    if (clock % 1000 != 0) {
        memcpy(ret + 19, ".000Z", 6);
        put_digits(ret + 20, clock % 1000, 3);
    }
    return true;
}
