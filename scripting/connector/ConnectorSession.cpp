#include "scripting/runtime/LuaSession.h"

namespace syncline {

Task<Result<ConnectorInfo>> LuaSession::describe(std::string connectorFile)
{
    co_return Error(errc::notFound, "There is no connector \"%1\".", {connectorFile});
}

Task<Result<ProposedModels>> LuaSession::proposeModels(std::string connectorFile, ValueObject)
{
    co_return Error(errc::notFound, "There is no connector \"%1\".", {connectorFile});
}

Task<Result<std::string>> LuaSession::testConnection(std::string connectorFile)
{
    co_return Error(errc::notFound, "There is no connector \"%1\".", {connectorFile});
}

Task<Result<void>> LuaSession::runSync(std::string connectorFile)
{
    co_return Error(errc::notFound, "There is no connector \"%1\".", {connectorFile});
}

} // namespace syncline
