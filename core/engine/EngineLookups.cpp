#include "core/engine/EngineImpl.h"

namespace syncline {

void EngineImpl::openLookups()
{
}

} // namespace syncline
