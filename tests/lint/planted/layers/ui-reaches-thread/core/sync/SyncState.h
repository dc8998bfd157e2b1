#pragma once
#include "core/sync/SyncRun.h"
