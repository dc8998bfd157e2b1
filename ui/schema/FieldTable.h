#pragma once

#include "ui/schema/SchemaState.h"

#include <QTableView>
#include <QWidget>

class QToolButton;

namespace syncline::ui {

class FieldTableModel;
class SchemaDocument;

/** The view of a FieldTable: what keys and drags ask for. */
class FieldTableView final : public QTableView
{
    Q_OBJECT

public:
    explicit FieldTableView(QWidget *parent);
    void selectRow(int row);

Q_SIGNALS:
    void addWished();
    void removeWished(int row);
    void duplicateWished(int row);
    void moveWished(int from, int to);
    void openWished(int row); ///< Return.

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    /** What the form beside it says, too, is shown where there is room for it. */
    void resizeEvent(QResizeEvent *event) override;
};

/**
 * The fields of a model, or of an object of it, with all that can be done with them by mouse and by
 * keyboard. Shows what the document has; every change is a step of it.
 */
class FieldTable final : public QWidget
{
    Q_OBJECT

public:
    /** @p objectName names the controls: "<objectName>.view" and so on. */
    FieldTable(SchemaDocument *document, const QString &objectName, QWidget *parent);

    /** Whose fields: empty for the model's. */
    void setParentPath(const FieldPath &parent);
    [[nodiscard]] FieldTableView *view() const { return m_view; }
    [[nodiscard]] FieldTableModel *model() const { return m_model; }
    [[nodiscard]] int currentRow() const;
    void select(int row);

    void add();
    void duplicate(int row);
    void remove(int row);
    void move(int from, int to);

Q_SIGNALS:
    /** −1: none. */
    void currentChanged(int row);
    void openRequested(int row);

private:
    [[nodiscard]] QWidget *buildBar();
    void connectModel();
    void update();
    void updateButtons();
    void showMenu(const QPoint &position);
    [[nodiscard]] FieldPath pathOf(int row) const;
    /** A step on the field in @p row. */
    void edit(int row, const QString &what, const std::function<void(FieldDef &)> &how);

    SchemaDocument *m_document;
    FieldTableModel *m_model;
    FieldTableView *m_view;
    FieldPath m_parent;
    QToolButton *m_add = nullptr;
    QToolButton *m_duplicate = nullptr;
    QToolButton *m_remove = nullptr;
    QToolButton *m_up = nullptr;
    QToolButton *m_down = nullptr;
    bool m_isUpdating = false;
};

/** Why what the connection of @p field defines cannot be changed here; empty: nothing owns it. */
[[nodiscard]] QString lockReason(const FieldDef &field);

} // namespace syncline::ui
