#include "core/engine/EngineImpl.h"

namespace syncline {

void EngineImpl::openEdits()
{
}

} // namespace syncline
