#pragma once

#include "app/cli/VerbRegistry.h"
#include "app/socket/CommandServer.h"
#include "core/base/Clock.h"
#include "core/base/Worker.h"
#include "ui/shell/ProjectOpener.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace syncline {
class DemoShopServer;
}

namespace syncline::app {

/**
 * How the window gets at projects: engines are opened and closed on a thread of their own, one
 * after another, and while one is open other programs reach it through the local socket. Window
 * thread only.
 */
class EngineOpener final : public QObject, public ui::ProjectOpener
{
    Q_OBJECT

public:
    EngineOpener(const cli::VerbRegistry &registry, std::string environment);
    ~EngineOpener() override;

    QFuture<Result<ui::EnginePtr>> open(const QString &folder) override;
    QFuture<void> close(ui::EnginePtr engine) override;
    [[nodiscard]] std::vector<ui::TemplateInfo> templates() const override;
    QFuture<Result<QString>> createProject(const QString &folder, const QString &templateName,
                                           const QString &name) override;
    QFuture<Result<QString>> prepareSampleShop() override;

    /** Lets other programs reach @p engine, if it may change anything. The window has it open by
     * now. */
    Result<void> serve(Engine &engine);
    /** Calls @p function on this thread once all that was asked for is done. */
    void whenIdle(std::function<void()> function);

Q_SIGNALS:
    /** Another program was asked to open the project that is open here. */
    void raiseRequested();

private:
    [[nodiscard]] Result<QString> makeSampleShop();

    const cli::VerbRegistry &m_registry;
    const std::string m_environment;
    SystemClock m_clock;
    std::unique_ptr<cli::CommandServer> m_commands;
    std::unique_ptr<DemoShopServer> m_demo; ///< Used on the worker only.
    Worker m_worker{"opener"};              ///< Last: what it still does uses the others.
};

} // namespace syncline::app
