#pragma once

#include "core/engine/EditDesk.h"
#include "core/record/RecordReader.h"
#include "tests/support/ActionFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <map>
#include <memory>
#include <mutex>

namespace syncline::test {

inline std::vector<std::shared_ptr<ModelDef>> models()
{
    FieldDef name = field("name", FieldType::String);
    name.required = true;
    FieldDef sku = field("sku", FieldType::String);
    sku.unique = true;
    FieldDef widgetNote = field("note", FieldType::String);
    return {model("widget", {name, sku, field("price", FieldType::Number),
                             field("data", FieldType::Json), field("sold", FieldType::Boolean)}),
            model("memo", {widgetNote})};
}

inline RecordEdit create(ValueObject fields)
{
    RecordEdit edit;
    edit.kind = RecordEdit::Kind::Create;
    edit.model = "widget";
    edit.fields = std::move(fields);
    return edit;
}

inline RecordEdit update(std::int64_t id, ValueObject fields, ValueObject expected = {})
{
    RecordEdit edit;
    edit.model = "widget";
    edit.record = RecordId{id};
    edit.fields = std::move(fields);
    edit.expected = std::move(expected);
    return edit;
}

inline RecordEdit remove(std::int64_t id)
{
    RecordEdit edit;
    edit.kind = RecordEdit::Kind::Delete;
    edit.model = "widget";
    edit.record = RecordId{id};
    return edit;
}

inline Filter byPrice(FilterOp op, const Value &value)
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = "price";
    filter.op = op;
    filter.operand = value;
    return filter;
}

inline EffectDef file(std::string path)
{
    EffectDef effect;
    effect.file = std::move(path);
    return effect;
}

/** A test of edits by hand: a desk over a real store. */
class EditDeskFixture : public QObject
{
protected:
    void open();
    void close();
    EditOutcome apply(std::vector<RecordEdit> edits, EditPolicy policy = EditPolicy::EachAlone);
    template <typename T>
    Result<T> answerOf(QFuture<Result<T>> future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000))
            return Error("TEST_TIMEOUT", "The desk did not answer.");
        return future.result();
    }
    RunInfo bulk(BulkEdit edit);
    void fill(int count);
    std::unique_ptr<ActionFixture> m_fixture;
    std::unique_ptr<Asks> m_asks;
    std::unique_ptr<EditDesk> m_desk;
    bool m_readOnly = false;
    std::mutex m_mutex;
    std::map<RunId, RunInfo> m_runs;
    std::map<RunId, std::stop_source> m_stops;
    std::map<RunId, bool> m_ended;
};

inline void EditDeskFixture::open()
{
    m_readOnly = false;
    m_runs.clear();
    m_stops.clear();
    m_ended.clear();
    m_fixture = std::make_unique<ActionFixture>(models());
    m_asks = std::make_unique<Asks>(2);
    EditServices services;
    services.actions = &m_fixture->services;
    services.asks = m_asks.get();
    services.writable = [this]() -> Result<void> {
        if (m_readOnly)
            return Error(errc::readOnly, "Read-only.");
        return {};
    };
    services.beginRun = [this](const RunInfo &info) {
        const std::lock_guard lock(m_mutex);
        m_runs[info.id] = info;
        return m_stops[info.id].get_token();
    };
    services.endRun = [this](RunId run) {
        const std::lock_guard lock(m_mutex);
        m_ended[run] = true;
    };
    services.runChanged = [this](const RunInfo &info) {
        const std::lock_guard lock(m_mutex);
        m_runs[info.id] = info;
    };
    services.findRun = [this](RunId run) -> Result<RunInfo> {
        const std::lock_guard lock(m_mutex);
        return m_runs.at(run);
    };
    m_desk = std::make_unique<EditDesk>(std::move(services));
}

inline void EditDeskFixture::close()
{
    m_asks->stop();
    m_asks->join();
    QTRY_VERIFY([this] {
        const std::lock_guard lock(m_mutex);
        return m_ended.size() == m_stops.size();
    }());
    m_fixture.reset();
    m_desk.reset();
    m_asks.reset();
}

inline EditOutcome EditDeskFixture::apply(std::vector<RecordEdit> edits, EditPolicy policy)
{
    EditRequest request;
    request.edits = std::move(edits);
    request.policy = policy;
    Result<EditOutcome> outcome = answerOf(m_desk->apply(std::move(request)));
    if (outcome)
        return std::move(outcome).value();
    EditOutcome none;
    none.run.error = outcome.error();
    none.run.state = RunState::Errored;
    return none;
}

inline RunInfo EditDeskFixture::bulk(BulkEdit edit)
{
    const Result<RunId> run = answerOf(m_desk->startBulk(std::move(edit)));
    RunInfo info;
    if (!run) {
        info.error = run.error();
        return info;
    }
    const bool ended = QTest::qWaitFor(
        [this, &run] {
            const std::lock_guard lock(m_mutex);
            return m_ended.contains(*run);
        },
        20'000);
    const std::lock_guard lock(m_mutex);
    return ended ? m_runs.at(*run) : info;
}

inline void EditDeskFixture::fill(int count)
{
    std::vector<RecordEdit> edits;
    for (int i = 1; i <= count; ++i)
        edits.push_back(create(
            {{"name", "w" + std::to_string(i)}, {"sku", "s" + std::to_string(i)}, {"price", i}}));
    const EditOutcome outcome = apply(std::move(edits));
    QCOMPARE(outcome.run.state, RunState::Completed);
}

} // namespace syncline::test
