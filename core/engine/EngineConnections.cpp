#include "core/engine/EngineImpl.h"

#include "core/connection/ConnectionOptions.h"
#include "core/project/StorageKey.h"
#include "core/sync/ConnectorCall.h"

// Connections: their connectors, options, secrets and proposed models.

namespace syncline {

std::unique_ptr<SecretStore> EngineImpl::openSecrets()
{
    SecretStoreOptions options;
    options.folder = m_project->folder() / ".syncline";
    options.projectId = m_project->current()->id;
    options.passphrase = m_options.secretPassphrase;
    options.random = &m_random;
    return openSecretStore(std::move(options));
}

Result<std::shared_ptr<const ConnectionDef>> EngineImpl::connectionOf(std::string_view name) const
{
    std::shared_ptr<const ConnectionDef> connection = m_project->current()->findConnection(name);
    if (!connection)
        return Error(errc::notFound, "There is no connection \"%1\" in this project.",
                     {std::string(name)});
    return connection;
}

QFuture<Result<std::vector<ConnectorInfo>>> EngineImpl::connectors()
{
    return ask<std::vector<ConnectorInfo>>(
        [this](std::stop_token) { return m_connectors->all(*m_project->current(), nullptr); });
}

QFuture<Result<void>> EngineImpl::saveConnection(ConnectionDef connection, ValueObject secrets)
{
    return ask<void>([this, connection = std::move(connection),
                      secrets = std::move(secrets)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        SYNCLINE_TRY(const ConnectorInfo connector, m_connectors->of(connection));
        for (const ConnectorOption &option : connector.options) {
            if (option.secret && connection.options.contains(option.name)) {
                return Error(errc::invalidInput,
                             "The option \"%1\" of %2 is a secret and does not belong into the "
                             "project's files.",
                             {option.name, connection.name});
            }
        }
        for (const auto &[name, value] : secrets) {
            if (value.isNull())
                SYNCLINE_CHECK(m_secrets->remove(connection.name, name));
            else
                SYNCLINE_CHECK(m_secrets->set(connection.name, name, value.stringOr()));
        }
        SYNCLINE_CHECK(m_project->saveConnection(connection));
        adopt(m_project->reload());
        return {};
    });
}

QFuture<Result<void>> EngineImpl::removeConnection(std::string name)
{
    return ask<void>([this, name = std::move(name)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(writable());
        SYNCLINE_TRY(const auto connection, connectionOf(name));
        // Its models and records stay; its secrets do not.
        SYNCLINE_TRY(const std::vector<std::string> names, m_secrets->names(name));
        for (const std::string &secret : names)
            SYNCLINE_CHECK(m_secrets->remove(name, secret));
        SYNCLINE_CHECK(m_project->removeConnection(name));
        adopt(m_project->reload());
        return {};
    });
}

Result<ValueObject> EngineImpl::optionsOf(const ConnectionDef &connection,
                                          const ConnectorInfo &connector) const
{
    return resolveOptions(connection, connector, *m_secrets);
}

QFuture<Result<std::string>> EngineImpl::testConnection(std::string name)
{
    const Answer<std::string> answer;
    const bool posted = m_asks.post([this, name = std::move(name), answer] {
        startConnectionTest(m_syncs, name, m_asks.stopToken(),
                            [answer](Result<std::string> line) { answer.give(std::move(line)); });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

void EngineImpl::propose(const std::string &connection,
                         std::function<void(Result<ModelProposal>)> done)
{
    startProposal(m_syncs, connection, m_asks.stopToken(),
                  [this, connection, done = std::move(done)](Result<ProposedModels> proposed) {
                      if (!proposed) {
                          done(std::move(proposed).error());
                          return;
                      }
                      const Result<std::shared_ptr<const ConnectionDef>> def =
                          connectionOf(connection);
                      if (!def) {
                          done(def.error());
                          return;
                      }
                      done(mergeProposal(*m_project->current(), **def, proposed.value(),
                                         [this](std::string_view prefix) {
                                             return makeStorageKey(m_random, prefix);
                                         }));
                  });
}

QFuture<Result<ModelProposal>> EngineImpl::proposeModels(std::string connection)
{
    const Answer<ModelProposal> answer;
    const bool posted = m_asks.post([this, connection = std::move(connection), answer] {
        propose(connection,
                [answer](Result<ModelProposal> proposal) { answer.give(std::move(proposal)); });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

QFuture<Result<ModelProposal>> EngineImpl::updateModels(std::string connection)
{
    const Answer<ModelProposal> answer;
    const bool posted = m_asks.post([this, connection = std::move(connection), answer] {
        if (const Result<void> may = writable(); !may) {
            answer.give(may.error());
            return;
        }
        propose(connection, [this, answer](Result<ModelProposal> proposal) {
            if (!proposal) {
                answer.give(std::move(proposal));
                return;
            }
            m_asks.post([this, answer, proposal = std::move(proposal)]() mutable {
                if (Result<void> saved = m_project->saveModels(proposal->models); !saved) {
                    answer.give(std::move(saved).error());
                    return;
                }
                adopt(m_project->reload());
                answer.give(std::move(proposal));
            });
        });
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

QFuture<Result<std::vector<std::string>>> EngineImpl::storedSecrets(std::string connection)
{
    return ask<std::vector<std::string>>(
        [this, connection = std::move(connection)](std::stop_token) {
            return m_secrets->names(connection);
        });
}

} // namespace syncline
