#include "core/base/Value.h"

#include <sqlite3.h>

const char *query()
{
    return "SELECT id FROM record WHERE id = ?1";
}
