#pragma once

#include "core/action/EditTypes.h"

#include <QList>
#include <QObject>
#include <QUndoStack>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace syncline::ui {

/** A record with edits that were not applied. Immutable: a step of undo keeps the one before. */
struct PendingRecord
{
    RecordEdit::Kind kind = RecordEdit::Kind::Update; ///< Create, Update or Delete.
    QString model;
    RecordId id{};      ///< Negative: a new record.
    RecordRow base;     ///< As it was when it was first edited; of a new one, as it began.
    ValueObject fields; ///< What they are to be; of a Delete, too, for when it is taken back.
    std::optional<Error> error;      ///< Why it could not be applied.
    std::optional<RecordRow> theirs; ///< A conflict: how it stands now.

    /** Fields, or 1 for a record that is made or deleted. */
    [[nodiscard]] int changes() const;
    /** What the engine said of @p field; empty: nothing. */
    [[nodiscard]] QString problemOf(const std::string &field) const;
    /** The record as it is to be. */
    [[nodiscard]] RecordRow shown() const;
};
using PendingPtr = std::shared_ptr<const PendingRecord>;

/**
 * All edits of one project that wait to be applied, by model and record; grid, inspector and review
 * work on the same. Each change is a step that can be undone, until something was applied. Knows
 * nothing of the engine. Window thread only.
 */
class PendingEdits final : public QObject
{
    Q_OBJECT

public:
    explicit PendingEdits(QObject *parent);
    /** Those of @p session, which owns them. */
    static PendingEdits &of(QObject *session);

    struct Totals
    {
        int changes = 0;
        int records = 0;
        int failed = 0; ///< Of the records; conflicts among them.
        int conflicts = 0;
    };
    [[nodiscard]] Totals totals(const QString &model) const;
    [[nodiscard]] Totals totals() const;
    [[nodiscard]] bool isEmpty(const QString &model) const { return totals(model).records == 0; }
    [[nodiscard]] PendingPtr find(const QString &model, RecordId id) const;
    /** In the order in which they were begun. */
    [[nodiscard]] std::vector<PendingPtr> records(const QString &model) const;
    [[nodiscard]] QUndoStack *undoStack(const QString &model);

    /** A value as it was before is no change. */
    void set(const QString &model, const RecordRow &row, const std::string &field, Value value);
    /** Everything that a form holds of a record; typing goes on in one step. */
    void setAll(const QString &model, const RecordRow &row, const ValueObject &fields);
    /** A new record; its id until it is made. */
    RecordId add(const QString &model, RecordRow beginning);
    /** Marks them to be deleted; when all are, takes the marks off. New ones go at once. */
    void toggleDeleted(const QString &model, const std::vector<RecordRow> &rows);
    /** Forgets their edits. */
    void drop(const QString &model, const std::vector<RecordId> &ids);
    void dropAll(const QString &model);
    /** Of a conflict: edits what stands there now. */
    void keepMine(const QString &model, RecordId id);

    /** What applying them is asked with. */
    [[nodiscard]] static RecordEdit editOf(const PendingRecord &record);
    /** What came of @p applied, one result each: what was applied is forgotten, the rest says why.
     */
    void settle(const QString &model, const std::vector<PendingPtr> &applied,
                const std::vector<EditResult> &results);

Q_SIGNALS:
    void changed(const QString &model);

private:
    friend class PendingChange;
    struct OfModel
    {
        std::vector<RecordId> order;
        std::map<RecordId, PendingPtr> records;
        std::unique_ptr<QUndoStack> stack;
    };
    OfModel &of(const QString &model);
    void put(const QString &model, RecordId id, const PendingPtr &record);
    void push(const QString &model, const QString &text,
              std::vector<std::pair<RecordId, PendingPtr>> after, const std::string &typedField);
    [[nodiscard]] PendingPtr changedFields(
        const QString &model, const RecordRow &row,
        const std::function<void(ValueObject &fields, const RecordRow &base)> &change) const;

    std::map<QString, OfModel> m_models;
    std::int64_t m_newest = 0; ///< Of the ids of new records.
};

} // namespace syncline::ui
