#pragma once

#include "core/base/Result.h"
#include "core/engine/Engine.h"

#include <QFuture>
#include <QString>

#include <memory>
#include <vector>

namespace syncline::ui {

/** Shared only because a QFuture's result must be copyable; the window holds the one long-lived
 * pointer. */
using EnginePtr = std::shared_ptr<Engine>;

struct TemplateInfo
{
    QString name;  ///< For createProject.
    QString title; ///< Translated.
    QString summary;
    QString icon; ///< A name of Icons.
};

/** How the window gets at projects; `app` implements it. Every answer comes later, never on the
 * window's thread by blocking it. */
class ProjectOpener
{
public:
    virtual ~ProjectOpener() = default;

    virtual QFuture<Result<EnginePtr>> open(const QString &folder) = 0;
    /** Closes an engine off the window's thread (at most 2 s) and lets go of it. Finished when it
     * is closed. */
    virtual QFuture<void> close(EnginePtr engine) = 0;
    [[nodiscard]] virtual std::vector<TemplateInfo> templates() const = 0;
    /** Writes a new project; answers its folder. */
    virtual QFuture<Result<QString>>
    createProject(const QString &folder, const QString &templateName, const QString &name) = 0;
    /** Makes the sample shop's project (if need be), starts its built-in server; answers the
     * project's folder. */
    virtual QFuture<Result<QString>> prepareSampleShop() = 0;
};

} // namespace syncline::ui
