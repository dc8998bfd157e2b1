#pragma once

#include "ui/records/GridColumns.h"
#include "ui/records/PendingEdits.h"

namespace syncline::ui {

/** What pending edits make of a grid's rows and cells. */
class GridOverlay
{
public:
    enum class Mark : unsigned char { None, Changed, Failed };
    struct Cell
    {
        Value value;
        Mark mark = Mark::None;
    };
    struct Row
    {
        bool isNew = false;
        bool isDeleted = false;
        bool isFailed = false;
    };

    void setEdits(const PendingEdits *edits, QString model)
    {
        m_edits = edits;
        m_model = std::move(model);
    }
    [[nodiscard]] Cell cell(const RecordRow &row, const GridColumn &column) const;
    [[nodiscard]] Row row(const RecordRow &row) const;
    /** What was there before, why it failed, …; empty: nothing to say. */
    [[nodiscard]] QString note(const RecordRow &row, const GridColumn &column) const;
    /** @p row with what it is to be. */
    [[nodiscard]] RecordRow shown(const RecordRow &row) const;

private:
    [[nodiscard]] PendingPtr find(const RecordRow &row) const
    {
        return m_edits ? m_edits->find(m_model, row.id) : nullptr;
    }

    const PendingEdits *m_edits = nullptr;
    QString m_model;
};

} // namespace syncline::ui
