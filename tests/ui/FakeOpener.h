#pragma once

#include "tests/support/FakeEngine.h"
#include "ui/shell/ProjectOpener.h"

#include <QPromise>

#include <functional>

namespace syncline::ui {

/** Opens FakeEngines. */
class FakeOpener final : public ProjectOpener
{
public:
    std::function<std::shared_ptr<FakeEngine>()> make = [] {
        return std::make_shared<FakeEngine>();
    };
    std::vector<QString> opened;
    std::vector<QString> created;
    int closed = 0;
    std::optional<Error> failure;
    std::shared_ptr<FakeEngine> last;
    bool isHeld = false; ///< Never answers.

    QFuture<Result<EnginePtr>> open(const QString &folder) override
    {
        opened.push_back(folder);
        QPromise<Result<EnginePtr>> promise;
        promise.start();
        auto future = promise.future();
        if (isHeld) {
            m_held.push_back(std::move(promise));
            return future;
        }
        if (failure) {
            promise.addResult(Result<EnginePtr>(*failure));
        } else {
            last = make();
            promise.addResult(Result<EnginePtr>(EnginePtr(last)));
        }
        promise.finish();
        return future;
    }
    QFuture<void> close(EnginePtr engine) override
    {
        engine->close();
        ++closed;
        QPromise<void> promise;
        promise.start();
        promise.finish();
        return promise.future();
    }
    [[nodiscard]] std::vector<TemplateInfo> templates() const override
    {
        using namespace Qt::StringLiterals;
        return {{u"empty"_s, u"Empty"_s, u"Nothing but a name."_s, u"project"_s},
                {u"shop"_s, u"Shop"_s,
                 u"Products, customers, orders and actions that work on them."_s, u"shop"_s},
                {u"blog"_s, u"Blog"_s, u"Posts and authors from files or a JSON API."_s, u"file"_s},
                {u"connector"_s, u"Connector"_s,
                 u"A connector of your own in Lua, ready to change."_s, u"connection"_s}};
    }
    QFuture<Result<QString>> createProject(const QString &folder, const QString &templateName,
                                           const QString & /*name*/) override
    {
        created.push_back(templateName);
        return answer(folder);
    }
    QFuture<Result<QString>> prepareSampleShop() override
    {
        return answer(QStringLiteral("/projects/sample-shop"));
    }

private:
    QFuture<Result<QString>> answer(const QString &folder)
    {
        QPromise<Result<QString>> promise;
        promise.start();
        promise.addResult(failure ? Result<QString>(*failure) : Result<QString>(folder));
        promise.finish();
        return promise.future();
    }
    std::vector<QPromise<Result<EnginePtr>>> m_held;
};

} // namespace syncline::ui
