#include "core/sync/SyncState.h"
