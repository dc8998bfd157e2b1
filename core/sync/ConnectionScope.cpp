#include "core/sync/ConnectionScope.h"

namespace syncline {

ConnectionScope::ConnectionScope(SyncServices &services, std::string connection, RunId run,
                                 std::stop_token stop)
    : m_services(services),
      m_connection(std::move(connection)),
      m_core(*services.actions, run, std::move(stop)),
      m_scope(m_core)
{
    m_core.setAlone();
}

Result<std::shared_ptr<const ConnectionDef>> ConnectionScope::resolve()
{
    std::shared_ptr<const ConnectionDef> connection =
        m_core.project()->findConnection(m_connection);
    if (!connection)
        return Error(errc::notFound, "There is no connection \"%1\" in this project.",
                     {m_connection});
    SYNCLINE_TRY(m_connector, m_services.connector(*connection));
    SYNCLINE_TRY(m_options, m_services.options(*connection, m_connector));
    return connection;
}

void ConnectionScope::openSession(ScriptLimits limits)
{
    m_session = m_services.actions->scripts->openSession(*this, std::move(limits));
    m_core.setSession(m_session.get());
}

Value ConnectionScope::modelInfo(std::string_view model) const
{
    return m_scope.modelInfo(model);
}

bool ConnectionScope::hasModel(std::string_view model) const
{
    return m_scope.hasModel(model);
}

bool ConnectionScope::hasAction(std::string_view name) const
{
    return m_scope.hasAction(name);
}

void ConnectionScope::log(LogLevel level, ValueObject fields, std::string text)
{
    m_core.log(level, std::move(fields), std::move(text), m_connection);
}

std::optional<std::string> ConnectionScope::config(std::string_view name) const
{
    return m_scope.config(name);
}

Task<Result<ScriptResult>> ConnectionScope::api(ApiRequest request)
{
    return m_scope.api(std::move(request));
}

Task<Result<void>> ConnectionScope::endTransaction(bool commit)
{
    return m_scope.endTransaction(commit);
}

Task<Result<void>> ConnectionScope::save(ScriptRecordPtr record)
{
    return m_scope.save(std::move(record));
}

Task<Result<void>> ConnectionScope::deleteRecord(ScriptRecordPtr record)
{
    return m_scope.deleteRecord(std::move(record));
}

Result<void> ConnectionScope::applyParams(const Value &params, ScriptRecordPtr record)
{
    return m_scope.applyParams(params, std::move(record));
}

} // namespace syncline
