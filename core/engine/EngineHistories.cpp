#include "core/engine/EngineImpl.h"

namespace syncline {

void EngineImpl::openHistories()
{
}

} // namespace syncline
