/* Hospital network: a made-up day of remote consultations, from a seed, at any size.
 *
 * Clinics in several regions, each belonging to a city hospital; specialists with one or two specialties, licences and languages; walk-ins and reads
 * that come by the hour, appointments that patients miss, specialists that come late, drop out, decline and do not answer, results that must be
 * acknowledged, and a bus crash.  The families of cases and the network's habits are the tables of hospital.c.
 */
#ifndef DD_SIM_HOSPITAL_H
#define DD_SIM_HOSPITAL_H

#include "io/consult.h"

typedef struct dd_hospital_options {
    uint32_t stations;           /* 1..DD_STATIONS_MAX */
    uint32_t specialists;        /* 4..DD_SPECIALISTS_MAX */
    uint32_t cases;              /* over the day, the crash's not counted; 0: as many as keep specialists busy three quarters of the time */
    uint32_t rooms;              /* of each station, 1..DD_ROOMS_MAX */
    int64_t begin_ms, end_ms;    /* from midnight; at most two days */
    bool is_calm;                /* no crash, nobody drops out, everybody answers at once and accepts */
    uint64_t seed;
} dd_hospital_options;

#define DD_HOSPITAL_OPTIONS_DEFAULT .stations = 24, .specialists = 24, .rooms = 1, .begin_ms = 8 * 3600000, .end_ms = 18 * 3600000, .seed = 1

/* *ret is freed with dd_consult_day_free.  Errors: INVALID_INPUT ("/stations", ...), NO_MEMORY. */
DD_MUST_USE dd_status dd_hospital_generate(const dd_hospital_options *options, dd_consult_day **ret, dd_error *err);

#endif
