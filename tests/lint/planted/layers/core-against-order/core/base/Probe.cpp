#include "core/engine/Engine.h"
