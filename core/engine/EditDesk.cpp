#include "core/engine/EditDesk.h"

#include "core/action/ActionRecord.h"
#include "core/engine/BulkRecords.h"
#include "core/record/RecordWriter.h"
#include "core/record/SystemTables.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t remembered = 50;

void addModel(RunInfo &info, const std::string &name)
{
    if (std::ranges::find(info.models, name, &ModelProgress::model) == info.models.end())
        info.models.emplace_back().model = name;
}

Error noAction(const BulkEdit &edit)
{
    const bool deletes = edit.kind == BulkEdit::Kind::Delete;
    return {errc::notFound,
            "The model %1 has no %2 action, through which its records are edited.",
            {edit.model, deletes ? "delete" : "update"}};
}

/** What is wrong with the fields whatever the record is. */
Result<void> checkFields(const ModelDef &model, const ValueObject &fields)
{
    if (fields.empty())
        return Error(errc::invalidInput, "No field is set: say which fields get which values.");
    for (const auto &[name, value] : fields) {
        const FieldDef *field = fieldOfName(model, name);
        if (field == nullptr)
            return Error(errc::invalidInput, "The model %1 has no field \"%2\".",
                         {model.name, name});
        if (!field->isStored() || field->type == FieldType::RecordState)
            return Error(errc::invalidInput, "The field %1 of %2 cannot be set: it is a %3.",
                         {name, model.name, std::string(fieldTypeName(field->type))});
    }
    return {};
}

} // namespace

EditDesk::EditDesk(EditServices services)
    : m_services(std::move(services))
{
}

RunInfo EditDesk::newRun(const std::string &subject, const ValueObject &trigger) const
{
    RunInfo info;
    info.id = m_services.actions->runs->nextId();
    info.kind = RunKind::Edit;
    info.subject = subject;
    info.trigger = trigger;
    info.started = m_services.actions->clock->now();
    info.heartbeat = info.started;
    return info;
}

QFuture<Result<EditOutcome>> EditDesk::apply(EditRequest request)
{
    const Answer<EditOutcome> answer;
    const bool posted = m_services.asks->post([this, request = std::move(request),
                                               answer]() mutable {
        if (const Result<void> may = m_services.writable(); !may)
            answer.give(may.error());
        else if (request.edits.size() > maxEdits)
            answer.give(Error(errc::invalidInput,
                              "%1 edits are too many to be applied at once; at most %2 can be.",
                              {std::to_string(request.edits.size()), std::to_string(maxEdits)}));
        else
            beginApply(std::move(request), answer);
    });
    if (!posted)
        answer.give(projectClosed());
    return answer.future();
}

void EditDesk::beginApply(EditRequest request, const Answer<EditOutcome> &answer)
{
    RunInfo info = newRun({}, request.trigger);
    auto outcome = std::make_shared<EditOutcome>();
    for (const RecordEdit &edit : request.edits) {
        outcome->results.emplace_back().record = edit.record;
        addModel(info, edit.model);
    }
    for (ModelProgress &model : info.models) {
        info.subject += (info.subject.empty() ? "" : ", ") + model.model;
        model.expected = std::ranges::count(request.edits, model.model, &RecordEdit::model);
    }
    if (request.edits.size() == 1 && raw(request.edits.front().record) != 0)
        info.record = toText(request.edits.front().record);
    const std::stop_token stop = m_services.beginRun(info);
    m_services.runChanged(info);
    auto edits = std::make_shared<std::vector<RecordEdit>>(std::move(request.edits));
    EditRun::Callbacks callbacks;
    callbacks.changed = m_services.runChanged;
    callbacks.wantsUndo = true;
    callbacks.result = [outcome, at = std::size_t{0}](const RecordEdit & /*edit*/,
                                                      const EditResult &result) mutable {
        outcome->results.at(at++) = result;
    };
    callbacks.done = [this, outcome, answer](const RunInfo &run, std::vector<RecordEdit> undo) {
        outcome->run = run;
        outcome->undo = std::move(undo);
        answer.give(std::move(*outcome));
        m_services.endRun(run.id);
    };
    std::make_shared<EditRun>(
        *m_services.actions, std::move(info), request.policy,
        [edits]() -> Result<std::vector<RecordEdit>> { return std::exchange(*edits, {}); }, stop,
        std::move(callbacks))
        ->start();
}

Result<std::shared_ptr<const ModelDef>> EditDesk::modelFor(const BulkEdit &edit) const
{
    const ProjectPtr project = m_services.actions->project();
    std::shared_ptr<const ModelDef> model = project->findModel(edit.model);
    if (!model)
        return Error(errc::notFound, "There is no model \"%1\" in this project.", {edit.model});
    const bool deletes = edit.kind == BulkEdit::Kind::Delete;
    if (!project->findAction(edit.model + (deletes ? ".delete" : ".update")))
        return noAction(edit);
    if (!deletes)
        SYNCLINE_CHECK(checkFields(*model, edit.fields));
    return model;
}

QFuture<Result<BulkPreview>> EditDesk::previewBulk(BulkEdit edit, int rows)
{
    return m_services.asks->ask<BulkPreview>(
        [this, edit = std::move(edit), rows](const std::stop_token &stop) {
            return preview(edit, rows, stop);
        });
}

Result<BulkPreview> EditDesk::preview(const BulkEdit &edit, int rows,
                                      const std::stop_token &stop) const
{
    SYNCLINE_TRY(const std::shared_ptr<const ModelDef> model, modelFor(edit));
    BulkRecords records(*m_services.actions, model, edit, stop);
    BulkPreview preview;
    SYNCLINE_TRY(preview.records, records.count());
    SYNCLINE_TRY(const std::vector<RecordRow> first, records.first(rows));
    SYNCLINE_TRY(const std::unique_ptr<Store::Scratch> scratch,
                 m_services.actions->store->scratch());
    for (const std::string &table : tablesWritten(*model))
        SYNCLINE_CHECK(scratch->overlay(table));
    RecordWriter writer(scratch->database(), *model,
                        {.run = noRun,
                         .now = m_services.actions->clock->now(),
                         .vault = m_services.actions->vault});
    for (const RecordRow &row : first) {
        BulkPreview::Row &shown = preview.rows.emplace_back();
        shown.before = row;
        shown.after = row;
        if (edit.kind == BulkEdit::Kind::Delete)
            continue;
        const Result<RecordRow> after = writer.update(row.id, edit.fields);
        if (after)
            shown.after = *after;
        else
            shown.error = after.error();
    }
    return preview;
}

QFuture<Result<RunId>> EditDesk::startBulk(BulkEdit edit)
{
    return m_services.asks->ask<RunId>(
        [this, edit = std::move(edit)](const std::stop_token &) { return beginBulk(edit); });
}

Result<RunId> EditDesk::beginBulk(BulkEdit edit)
{
    SYNCLINE_CHECK(m_services.writable());
    SYNCLINE_TRY(const std::shared_ptr<const ModelDef> model, modelFor(edit));
    RunInfo info = newRun(edit.model, edit.trigger);
    info.mode = edit.kind == BulkEdit::Kind::Delete ? "bulk delete" : "bulk update";
    addModel(info, edit.model);
    const RunId id = info.id;
    const std::stop_token stop = m_services.beginRun(info);
    auto records = std::make_shared<BulkRecords>(*m_services.actions, model, std::move(edit), stop);
    const Result<std::int64_t> count = records->count();
    if (!count) {
        m_services.endRun(id);
        return count.error();
    }
    info.models.front().expected = *count;
    m_services.runChanged(info);
    {
        const std::lock_guard lock(m_mutex);
        m_failures[id];
        if (m_failures.size() > remembered)
            m_failures.erase(m_failures.begin());
    }
    EditRun::Callbacks callbacks;
    callbacks.changed = m_services.runChanged;
    callbacks.result = [this, id](const RecordEdit &edited, const EditResult &result) {
        keepFailure(id, edited, result);
    };
    callbacks.done = [this](const RunInfo &run, const std::vector<RecordEdit> & /*undo*/) {
        m_services.endRun(run.id);
    };
    std::make_shared<EditRun>(
        *m_services.actions, std::move(info), EditPolicy::EachAlone,
        [records] { return records->next(); }, stop, std::move(callbacks))
        ->start();
    return id;
}

void EditDesk::keepFailure(RunId run, const RecordEdit &edit, const EditResult &result)
{
    if (!result.error)
        return;
    const std::lock_guard lock(m_mutex);
    const auto found = m_failures.find(run);
    if (found != m_failures.end() && found->second.size() < BulkReport::maxFailures)
        found->second.push_back({edit.record, *result.error});
}

QFuture<Result<BulkReport>> EditDesk::bulkReport(RunId run)
{
    return m_services.asks->ask<BulkReport>(
        [this, run](const std::stop_token &) -> Result<BulkReport> {
            BulkReport report;
            SYNCLINE_TRY(report.run, m_services.findRun(run));
            const std::lock_guard lock(m_mutex);
            const auto found = m_failures.find(run);
            if (found == m_failures.end())
                return Error(errc::notFound,
                             "The run %1 is no bulk edit of this session; its log says what "
                             "failed.",
                             {toText(run)});
            report.failures = found->second;
            return report;
        });
}

} // namespace syncline
