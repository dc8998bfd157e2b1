#include "ui/records/PendingEdits.h"

#include "ui/base/Text.h"

#include <QUndoCommand>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

void without(ValueObject &fields, const std::string &name)
{
    ValueObject left;
    for (const auto &[other, value] : fields) {
        if (other != name)
            left.append(other, value);
    }
    fields = std::move(left);
}

void dropUnchanged(ValueObject &fields, const RecordRow &base)
{
    ValueObject left;
    for (const auto &[name, value] : fields) {
        if (!base.fields.at(name).identicalTo(value))
            left.append(name, value);
    }
    fields = std::move(left);
}

} // namespace

int PendingRecord::changes() const
{
    return kind == RecordEdit::Kind::Update ? static_cast<int>(fields.size()) : 1;
}

QString PendingRecord::problemOf(const std::string &field) const
{
    if (!error)
        return {};
    for (const auto &[name, message] : error->fields) {
        if (name == field)
            return displayLine(message);
    }
    return {};
}

RecordRow PendingRecord::shown() const
{
    RecordRow row = base;
    for (const auto &[name, value] : fields)
        row.fields.set(name, value);
    return row;
}

/** One step: some records as they were, and as they are since. */
class PendingChange final : public QUndoCommand
{
public:
    using Records = std::vector<std::pair<RecordId, PendingPtr>>;

    PendingChange(PendingEdits *edits, QString model, const QString &text, Records before,
                  Records after, std::string typedField)
        : QUndoCommand(text),
          m_edits(edits),
          m_model(std::move(model)),
          m_before(std::move(before)),
          m_after(std::move(after)),
          m_typedField(std::move(typedField))
    {
    }

    void redo() override { put(m_after); }
    void undo() override { put(m_before); }
    [[nodiscard]] int id() const override { return m_typedField.empty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const PendingChange *>(other);
        const bool isSame = next->m_typedField == m_typedField && m_after.size() == 1 &&
                            next->m_after.size() == 1 &&
                            next->m_after.front().first == m_after.front().first;
        if (isSame)
            m_after = next->m_after;
        return isSame;
    }

private:
    void put(const Records &records)
    {
        for (const auto &[id, record] : records)
            m_edits->put(m_model, id, record);
        Q_EMIT m_edits->changed(m_model);
    }

    PendingEdits *m_edits;
    const QString m_model;
    const Records m_before;
    Records m_after;
    const std::string m_typedField;
};

PendingEdits::PendingEdits(QObject *parent)
    : QObject(parent)
{
    setObjectName(u"pendingEdits"_s);
}

PendingEdits &PendingEdits::of(QObject *session)
{
    auto *edits = session->findChild<PendingEdits *>(QString(), Qt::FindDirectChildrenOnly);
    return edits ? *edits : *new PendingEdits(session);
}

PendingEdits::OfModel &PendingEdits::of(const QString &model)
{
    OfModel &found = m_models[model];
    if (!found.stack)
        found.stack = std::make_unique<QUndoStack>();
    return found;
}

QUndoStack *PendingEdits::undoStack(const QString &model)
{
    return of(model).stack.get();
}

PendingEdits::Totals PendingEdits::totals(const QString &model) const
{
    Totals totals;
    for (const PendingPtr &record : records(model)) {
        ++totals.records;
        totals.changes += record->changes();
        totals.failed += record->error ? 1 : 0;
        totals.conflicts += record->theirs ? 1 : 0;
    }
    return totals;
}

PendingEdits::Totals PendingEdits::totals() const
{
    Totals all;
    for (const auto &[name, model] : m_models) {
        const Totals totals = this->totals(name);
        all.changes += totals.changes;
        all.records += totals.records;
        all.failed += totals.failed;
        all.conflicts += totals.conflicts;
    }
    return all;
}

PendingPtr PendingEdits::find(const QString &model, RecordId id) const
{
    const auto found = m_models.find(model);
    if (found == m_models.end())
        return nullptr;
    const auto record = found->second.records.find(id);
    return record == found->second.records.end() ? nullptr : record->second;
}

std::vector<PendingPtr> PendingEdits::records(const QString &model) const
{
    std::vector<PendingPtr> all;
    const auto found = m_models.find(model);
    if (found == m_models.end())
        return all;
    for (const RecordId id : found->second.order)
        all.push_back(found->second.records.at(id));
    return all;
}

void PendingEdits::put(const QString &model, RecordId id, const PendingPtr &record)
{
    OfModel &in = of(model);
    if (!record) {
        in.records.erase(id);
        std::erase(in.order, id);
        return;
    }
    if (in.records.insert_or_assign(id, record).second)
        in.order.push_back(id);
}

void PendingEdits::push(const QString &model, const QString &text,
                        std::vector<std::pair<RecordId, PendingPtr>> after,
                        const std::string &typedField)
{
    PendingChange::Records before;
    for (const auto &[id, record] : after)
        before.emplace_back(id, find(model, id));
    if (!after.empty())
        undoStack(model)->push(
            new PendingChange(this, model, text, std::move(before), std::move(after), typedField));
}

PendingPtr PendingEdits::changedFields(
    const QString &model, const RecordRow &row,
    const std::function<void(ValueObject &fields, const RecordRow &base)> &change) const
{
    const PendingPtr before = find(model, row.id);
    auto record = std::make_shared<PendingRecord>(before ? *before : PendingRecord());
    if (!before) {
        record->model = model;
        record->id = row.id;
        record->base = row;
    }
    change(record->fields, record->base);
    record->error.reset(); // it is another edit now
    if (record->kind == RecordEdit::Kind::Create)
        return record;
    dropUnchanged(record->fields, record->base);
    const bool isNothing = record->fields.empty() && record->kind == RecordEdit::Kind::Update;
    return isNothing ? nullptr : record;
}

void PendingEdits::set(const QString &model, const RecordRow &row, const std::string &field,
                       Value value)
{
    const PendingPtr before = find(model, row.id);
    const Value &now =
        before && before->fields.contains(field) ? before->fields.at(field) : row.fields.at(field);
    if (now.identicalTo(value))
        return;
    PendingPtr after = changedFields(
        model, row, [&](ValueObject &fields, const RecordRow &) { fields.set(field, value); });
    push(model, tr("Change %1").arg(displayLine(field, 60)), {{row.id, std::move(after)}}, {});
}

void PendingEdits::setAll(const QString &model, const RecordRow &row, const ValueObject &fields)
{
    const PendingPtr before = find(model, row.id);
    const ValueObject was = before ? before->fields : ValueObject();
    std::vector<std::string> touched;
    for (const auto &[name, value] : fields) {
        if (!was.contains(name) || !was.at(name).identicalTo(value))
            touched.push_back(name);
    }
    for (const auto &[name, value] : was) {
        if (!fields.contains(name))
            touched.push_back(name);
    }
    if (touched.empty())
        return;
    PendingPtr after = changedFields(
        model, row, [&](ValueObject &changed, const RecordRow &) { changed = fields; });
    push(model, tr("Change %1").arg(displayLine(touched.front(), 60)), {{row.id, std::move(after)}},
         touched.size() == 1 ? touched.front() : std::string());
}

RecordId PendingEdits::add(const QString &model, RecordRow beginning)
{
    auto record = std::make_shared<PendingRecord>();
    record->kind = RecordEdit::Kind::Create;
    record->model = model;
    record->id = RecordId{--m_newest};
    record->base = std::move(beginning);
    record->base.id = record->id;
    const RecordId id = record->id;
    push(model, tr("New record"), {{id, std::move(record)}}, {});
    return id;
}

void PendingEdits::toggleDeleted(const QString &model, const std::vector<RecordRow> &rows)
{
    const bool areAllDeleted = std::ranges::all_of(rows, [&](const RecordRow &row) {
        const PendingPtr record = find(model, row.id);
        return record && record->kind == RecordEdit::Kind::Delete;
    });
    std::vector<std::pair<RecordId, PendingPtr>> after;
    for (const RecordRow &row : rows) {
        const PendingPtr before = find(model, row.id);
        if (before && before->kind == RecordEdit::Kind::Create) {
            after.emplace_back(row.id, nullptr);
            continue;
        }
        auto record = std::make_shared<PendingRecord>(before ? *before : PendingRecord());
        if (!before) {
            record->model = model;
            record->id = row.id;
            record->base = row;
        }
        record->error.reset();
        record->kind = areAllDeleted ? RecordEdit::Kind::Update : RecordEdit::Kind::Delete;
        const bool isNothing = areAllDeleted && record->fields.empty();
        after.emplace_back(row.id, isNothing ? nullptr : std::move(record));
    }
    push(model, areAllDeleted ? tr("Keep") : tr("Delete"), std::move(after), {});
}

void PendingEdits::drop(const QString &model, const std::vector<RecordId> &ids)
{
    std::vector<std::pair<RecordId, PendingPtr>> after;
    for (const RecordId id : ids) {
        if (find(model, id))
            after.emplace_back(id, nullptr);
    }
    push(model, tr("Discard"), std::move(after), {});
}

void PendingEdits::dropAll(const QString &model)
{
    drop(model, std::vector<RecordId>(of(model).order));
}

void PendingEdits::keepMine(const QString &model, RecordId id)
{
    const PendingPtr before = find(model, id);
    if (!before || !before->theirs)
        return;
    auto record = std::make_shared<PendingRecord>(*before);
    record->base = *record->theirs;
    record->theirs.reset();
    record->error.reset();
    dropUnchanged(record->fields, record->base);
    const bool isNothing = record->fields.empty() && record->kind == RecordEdit::Kind::Update;
    push(model, tr("Keep mine"), {{id, isNothing ? nullptr : std::move(record)}}, {});
}

RecordEdit PendingEdits::editOf(const PendingRecord &record)
{
    RecordEdit edit;
    edit.kind = record.kind;
    edit.model = fromQString(record.model);
    if (record.kind != RecordEdit::Kind::Create)
        edit.record = record.id;
    if (record.kind == RecordEdit::Kind::Delete) {
        edit.seen = record.base.updatedAt;
        return edit;
    }
    edit.fields = record.fields;
    if (record.kind == RecordEdit::Kind::Update) {
        for (const auto &[name, value] : record.fields)
            edit.expected.set(name, record.base.fields.at(name));
    }
    return edit;
}

void PendingEdits::settle(const QString &model, const std::vector<PendingPtr> &applied,
                          const std::vector<EditResult> &results)
{
    for (std::size_t i = 0; i < applied.size() && i < results.size(); ++i) {
        const EditResult &result = results[i];
        const PendingPtr now = find(model, applied[i]->id);
        if (!now || result.state == EditResult::State::Skipped)
            continue;
        const bool isDone = result.state == EditResult::State::Applied ||
                            result.state == EditResult::State::Unchanged;
        auto record = std::make_shared<PendingRecord>(*now);
        if (!isDone) {
            record->error = result.error;
            if (result.state == EditResult::State::Conflict)
                record->theirs = result.now;
            put(model, record->id, record);
            continue;
        }
        // What was typed while it was applied still waits.
        bool isLeft = now != applied[i] && now->kind == RecordEdit::Kind::Update && result.now;
        if (isLeft) {
            record->base = *result.now;
            for (const auto &[name, value] : applied[i]->fields) {
                if (record->fields.contains(name) && record->fields.at(name).identicalTo(value))
                    without(record->fields, name);
            }
            isLeft = !record->fields.empty();
        }
        put(model, record->id, isLeft ? PendingPtr(record) : nullptr);
    }
    undoStack(model)->clear(); // its steps lead to what is no more
    Q_EMIT changed(model);
}

} // namespace syncline::ui
