#include "app/socket/CommandServer.h"

#include "app/socket/SocketPath.h"
#include "core/engine/Engine.h"

#include <QFile>

#include <future>

namespace syncline::cli {

Result<std::unique_ptr<CommandServer>> CommandServer::start(Engine &engine,
                                                            const VerbRegistry &registry)
{
    std::unique_ptr<CommandServer> server(new CommandServer);
    server->m_host = {.engine = &engine,
                      .registry = &registry,
                      .welcome = {.version = SYNCLINE_VERSION,
                                  .project = realPath(engine.folder()).string(),
                                  .environment = engine.environment()}};
    const std::filesystem::path socket = socketPath(engine.folder());
    SYNCLINE_CHECK(prepareSocketFolder(socket));
    server->m_thread.setObjectName(QStringLiteral("commands"));
    server->m_guest = std::make_unique<QObject>();
    server->m_guest->moveToThread(&server->m_thread);
    server->m_thread.start();
    std::promise<Result<void>> listening;
    QMetaObject::invokeMethod(server->m_guest.get(),
                              [&] { listening.set_value(server->listen(socket)); });
    SYNCLINE_CHECK(listening.get_future().get());
    return server;
}

CommandServer::~CommandServer()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(m_guest.get(), [this] {
        if (m_server)
            m_server->close();
        const auto sessions = m_guest->findChildren<CommandSession *>();
        for (CommandSession *session : sessions)
            session->abandon();
        m_guest.release()->deleteLater(); // not at once: this runs in it
        m_thread.quit();
    });
    m_thread.wait();
}

Result<void> CommandServer::listen(const std::filesystem::path &socket)
{
    m_server = new QLocalServer(m_guest.get());
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, m_guest.get(), [this] { handleConnection(); });
    const QString name = QString::fromStdString(socket.string());
    QLocalServer::removeServer(name); // what a crash left; we hold the project's lock
    if (!m_server->listen(name))
        return Error(errc::storage, "Cannot listen on the local socket %1: %2.",
                     {socket.string(), m_server->errorString().toStdString()});
    QFile::setPermissions(name, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return {};
}

void CommandServer::handleConnection()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        auto *session =
            new CommandSession(std::unique_ptr<QLocalSocket>(socket), m_host, m_guest.get());
        connect(session, &CommandSession::raiseRequested, this, &CommandServer::raiseRequested);
    }
}

} // namespace syncline::cli
