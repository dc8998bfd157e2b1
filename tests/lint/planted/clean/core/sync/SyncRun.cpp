#include "core/base/Value.h"

// processEvents() is not what this does.
const char *title()
{
    return "Select a record, then delete it from the list";
}
