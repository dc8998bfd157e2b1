#include "core/engine/EngineImpl.h"

namespace syncline {

void EngineImpl::openSchemas()
{
}

} // namespace syncline
