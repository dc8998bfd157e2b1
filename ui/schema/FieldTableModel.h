#pragma once

#include "ui/schema/SchemaProblem.h"

#include <QAbstractTableModel>

#include <map>

namespace syncline::ui {

/** Fields as a table: of a model, or of an object. Changes nothing by itself: what is typed or
 * ticked is told by signals. */
class FieldTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        TypeColumn,
        RequiredColumn,
        UniqueColumn,
        OwnerColumn,
        CommentColumn,
        ColumnCount
    };
    enum Role { ProblemRole = Qt::UserRole, StateRole };
    enum class State : unsigned char { Same, New, Changed };
    static constexpr const char *mimeType = "application/x-syncline-field";

    explicit FieldTableModel(QObject *parent);

    /** @p before: as the project has them, to mark what changed; @p problems by row. */
    void setFields(const std::vector<FieldDef> &fields, const std::vector<FieldDef> &before,
                   std::map<int, QString> problems, bool isEditable);
    [[nodiscard]] const std::vector<FieldDef> &fields() const { return m_fields; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    /** The row that is dragged; −1: something else. */
    [[nodiscard]] static int draggedRow(const QMimeData *data);

Q_SIGNALS:
    void renameWished(int row, const QString &name);
    void commentWished(int row, const QString &comment);
    void requiredWished(int row, bool isOn);
    void uniqueWished(int row, bool isOn);

private:
    [[nodiscard]] QVariant checkState(const FieldDef &field, int column) const;
    [[nodiscard]] QString text(const FieldDef &field, int column) const;
    [[nodiscard]] State state(const FieldDef &field) const;

    std::vector<FieldDef> m_fields;
    std::vector<FieldDef> m_before;
    std::map<int, QString> m_problems;
    bool m_isEditable = true;
};

/** "list of string", "belongs to customer", "computed". */
[[nodiscard]] QString fieldTypeText(const FieldDef &field);
/** The type alone, for people. */
[[nodiscard]] QString typeTitle(FieldType type);
/** One sentence on what it is for. */
[[nodiscard]] QString typeHelp(FieldType type);

} // namespace syncline::ui
