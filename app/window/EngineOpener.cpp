#include "app/window/EngineOpener.h"

#include "app/demo/DemoShopServer.h"
#include "app/program/OpenProject.h"
#include "core/project/Templates.h"

#include <QPromise>
#include <QStandardPaths>
#include <QTcpSocket>

namespace syncline::app {

namespace {

constexpr int connectPatienceMs = 500;

/** For a command on the project to end. */
constexpr std::chrono::seconds lockPatience{2};

std::filesystem::path pathOf(const QString &folder)
{
    return folder.toStdString();
}

/** Somebody serves there already: `syncline demo-server`, or another window. */
bool isServed(std::uint16_t port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return socket.waitForConnected(connectPatienceMs);
}

/** Runs @p function on @p worker; the future has its result. */
template <typename Function>
auto runOn(Worker &worker, Function function) -> QFuture<std::invoke_result_t<Function>>
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Function>>>();
    promise->start();
    worker.post([promise, function = std::move(function)]() mutable {
        if constexpr (std::is_void_v<std::invoke_result_t<Function>>)
            function();
        else
            promise->addResult(function());
        promise->finish();
    });
    return promise->future();
}

} // namespace

EngineOpener::EngineOpener(const cli::VerbRegistry &registry, std::string environment)
    : m_registry(registry),
      m_environment(std::move(environment))
{
}

EngineOpener::~EngineOpener() = default;

QFuture<Result<ui::EnginePtr>> EngineOpener::open(const QString &folder)
{
    return runOn(m_worker, [folder, environment = m_environment]() -> Result<ui::EnginePtr> {
        SYNCLINE_TRY(std::unique_ptr<Engine> engine, openProject({.folder = pathOf(folder),
                                                                  .environment = environment,
                                                                  .lockPatience = lockPatience}));
        return ui::EnginePtr(std::move(engine));
    });
}

Result<void> EngineOpener::serve(Engine &engine)
{
    m_commands.reset();
    if (engine.isReadOnly())
        return {}; // whoever holds the lock serves
    SYNCLINE_TRY(m_commands, cli::CommandServer::start(engine, m_registry));
    connect(m_commands.get(), &cli::CommandServer::raiseRequested, this,
            &EngineOpener::raiseRequested);
    return {};
}

QFuture<void> EngineOpener::close(ui::EnginePtr engine)
{
    m_commands.reset(); // its verbs use the engine
    auto held = std::make_shared<ui::EnginePtr>(std::move(engine));
    return runOn(m_worker, [held] {
        if (*held)
            (*held)->close();
        held->reset();
    });
}

std::vector<ui::TemplateInfo> EngineOpener::templates() const
{
    std::vector<ui::TemplateInfo> infos;
    for (const TemplateInfo &info : listTemplates()) {
        infos.push_back({.name = QString::fromStdString(info.name),
                         .title = QString::fromStdString(info.title),
                         .summary = QString::fromStdString(info.summary),
                         .icon = QString()});
    }
    return infos;
}

QFuture<Result<QString>>
EngineOpener::createProject(const QString &folder, const QString &templateName, const QString &name)
{
    return runOn(m_worker, [folder, templateName, name]() -> Result<QString> {
        SYNCLINE_CHECK(createFromTemplate(templateName.toStdString(), pathOf(folder),
                                          name.toStdString(), SystemRandom().uuid()));
        return folder;
    });
}

QFuture<Result<QString>> EngineOpener::prepareSampleShop()
{
    return runOn(m_worker, [this] { return makeSampleShop(); });
}

Result<QString> EngineOpener::makeSampleShop()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                           QStringLiteral("/syncline/sample-shop");
    if (!std::filesystem::exists(pathOf(folder) / "syncline.json")) {
        SYNCLINE_CHECK(
            createFromTemplate("shop", pathOf(folder), "Sample shop", SystemRandom().uuid()));
    }
    if (!m_demo && !isServed(DemoServerOptions::usualPort)) {
        SYNCLINE_TRY(m_demo, DemoShopServer::start(DemoServerOptions(), m_clock));
    }
    return folder;
}

void EngineOpener::whenIdle(std::function<void()> function)
{
    m_worker.post([this, function = std::move(function)]() mutable {
        QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
    });
}

} // namespace syncline::app
