#pragma once

#include "core/base/Json.h"
#include "core/sync/SyncRun.h"
#include "tests/support/ActionFixture.h"

#include <QObject>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline::test {

inline constexpr const char *connectorFile = "fake.lua";

inline std::shared_ptr<ModelDef> postModel()
{
    FieldDef title = field("title", FieldType::String);
    title.owner = "blog";
    FieldDef views = field("views", FieldType::Number);
    views.integer = true;
    views.owner = "blog";
    auto def = model("post", {title, views});
    def->source.connection = "blog";
    def->source.document = "Post";
    return def;
}

inline std::shared_ptr<ModelDef> noteModel()
{
    auto def = model("remark", {field("text", FieldType::String)});
    def->fields.front().owner = "blog";
    def->source.connection = "blog";
    def->source.document = "Remark";
    return def;
}

inline json::Handle page(const std::string &text)
{
    Result<json::Handle> parsed = json::Handle::parse(text);
    return parsed ? std::move(parsed).value() : json::Handle();
}

/** Posts [first, last) as one page. */
inline json::Handle posts(int first, int last, int views = 1)
{
    std::string text = "[";
    for (int i = first; i < last; ++i) {
        text += (i == first ? "" : ",") + std::string("{\"id\":") + std::to_string(i) +
                ",\"title\":\"Post " + std::to_string(i) + "\",\"views\":" + std::to_string(views) +
                "}";
    }
    return page(text + "]");
}

inline const IngestCounts &countsOf(const RunInfo &info)
{
    return info.models.front().counts;
}

/** A test of syncs: a project with two models of the connection "blog", whose connector is the
 * function scripts.syncs[connectorFile]. */
class SyncFixture : public QObject
{
protected:
    /** Everything new; for init(). */
    void open();
    RunInfo sync(SyncRequest request = {});
    using Make = std::function<Result<std::shared_ptr<SyncRun>>(SyncRun::Callbacks)>;
    /** Makes a run, starts it and waits for its end. */
    RunInfo finish(const Make &make);
    std::unique_ptr<ActionFixture> m_fixture;
    SyncServices m_services;
    ConnectorInfo m_connector;
    std::stop_source m_stop;
    std::optional<Error> m_refused;
};

inline void SyncFixture::open()
{
    m_fixture = std::make_unique<ActionFixture>(std::vector{postModel(), noteModel()});
    auto connection = std::make_shared<ConnectionDef>();
    connection->name = "blog";
    connection->kind = "fake";
    m_fixture->project.connections.push_back(connection);
    m_fixture->publish();
    m_connector = {};
    m_connector.kind = "fake";
    m_connector.file = connectorFile;
    m_services.actions = &m_fixture->services;
    m_services.connector = [this](const ConnectionDef &) -> Result<ConnectorInfo> {
        return m_connector;
    };
    m_services.options = [](const ConnectionDef &, const ConnectorInfo &) -> Result<ValueObject> {
        return ValueObject();
    };
    m_stop = std::stop_source();
    m_refused.reset();
}

inline RunInfo SyncFixture::finish(const Make &make)
{
    // Shared with the callback: get() may return before set_value() has.
    auto promise = std::make_shared<std::promise<RunInfo>>();
    std::future<RunInfo> done = promise->get_future();
    SyncRun::Callbacks callbacks;
    callbacks.done = [promise](const RunInfo &info) { promise->set_value(info); };
    const Result<std::shared_ptr<SyncRun>> run = make(std::move(callbacks));
    if (!run) {
        m_refused = run.error();
        return {};
    }
    run.value()->start();
    return done.get();
}

inline RunInfo SyncFixture::sync(SyncRequest request)
{
    request.connection = request.connection.empty() ? "blog" : request.connection;
    return finish([&](SyncRun::Callbacks callbacks) {
        return SyncRun::create(m_services, request, m_stop.get_token(), std::move(callbacks));
    });
}

} // namespace syncline::test
