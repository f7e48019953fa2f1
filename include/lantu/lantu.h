/**
 * @file lantu/lantu.h
 * @brief Lantu (蓝图): check whether all the plans of one place agree (多规合一).
 *
 * The way of a check is the order of these headers:
 * lt_project_load() → lt_project_read() → lt_check_run() → lt_mu_run() → lt_report_…().
 */
#ifndef LANTU_LANTU_H
#define LANTU_LANTU_H

#include <lantu/error.h>
#include <lantu/language.h>
#include <lantu/run.h>
#include <lantu/path.h>
#include <lantu/project.h>
#include <lantu/check.h>
#include <lantu/mu.h>
#include <lantu/report.h>
#include <lantu/overlay.h>
#include <lantu/survey.h>
#include <lantu/info.h>
#include <lantu/diff.h>
#include <lantu/near.h>
#include <lantu/rules.h>
#include <lantu/version.h>

#endif
