/* A program that uses the installed library. */
#include <lantu/lantu.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtProject) project = lt_project_load("no such file.yaml", &error);
  puts(lt_version());
  return strcmp(lt_version(), LT_VERSION) == 0 && project == NULL && error != NULL ? 0 : 1;
}
