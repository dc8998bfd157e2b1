#pragma once

#include "ui/records/PendingEdits.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace syncline::ui {

/** Every edit of a model that waits, record by record, before and after; each can be dropped, and a
 * conflict decided. */
class ReviewDialog final : public QDialog
{
    Q_OBJECT

public:
    ReviewDialog(const UiContext &context, QString model, QWidget *parent);

    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }

Q_SIGNALS:
    void applyRequested();

private:
    [[nodiscard]] QWidget *buildButtons();
    void fill();
    void addRecord(const PendingRecord &record);
    void addField(QTreeWidgetItem *parent, const PendingRecord &record, const std::string &name,
                  const FieldDef *field);
    void updateButtons();
    [[nodiscard]] PendingPtr current() const;
    void dropCurrent();
    void apply();

    const UiContext m_context;
    const QString m_model;
    PendingEdits *m_pending;
    QLabel *m_heading;
    QTreeWidget *m_tree;
    QLabel *m_problem;
    QCheckBox *m_together;
    QPushButton *m_drop = nullptr;
    QPushButton *m_mine = nullptr;
    QPushButton *m_theirs = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace syncline::ui
