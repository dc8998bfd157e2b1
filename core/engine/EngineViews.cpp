#include "core/engine/EngineImpl.h"

namespace syncline {

void EngineImpl::openViews()
{
}

} // namespace syncline
