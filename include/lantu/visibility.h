/**
 * @file lantu/visibility.h
 * @brief Marks what the shared library exports; everything else is hidden.
 */
#ifndef LANTU_VISIBILITY_H
#define LANTU_VISIBILITY_H

#if defined(_WIN32)
#define LT_PUBLIC __declspec(dllexport)
#else
#define LT_PUBLIC __attribute__((visibility("default")))
#endif

#endif
