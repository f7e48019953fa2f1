/* A library to be loaded before `lantu` (LD_PRELOAD). LANTU_FAIL=12 lets its 12th bulk allocation
 * fail, 12+ all from the 12th on. When the program ends, how many there were is written to the file
 * that LANTU_FAIL_COUNT names. */
#include "failing.h"

#include <stdio.h>

__attribute__((constructor)) static void failing_begin(void)
{
  const char *text = getenv("LANTU_FAIL");
  char *end = NULL;
  if (text != NULL)
    failing_set(strtoul(text, &end, 10), false);
  atomic_store(&failing_goes_on, text != NULL && *end == '+');
}

__attribute__((destructor)) static void failing_end(void)
{
  const char *path = getenv("LANTU_FAIL_COUNT");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL)
    return;
  fprintf(file, "%zu\n", atomic_load(&failing_seen));
  fclose(file);
}
