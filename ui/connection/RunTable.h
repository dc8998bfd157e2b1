#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

namespace syncline::ui {

class RunTableModel;
class Theme;

/** Draws the state in its colour. */
class RunStateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    RunStateDelegate(const Theme *theme, QObject *parent);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const Theme *m_theme;
};

/** A table of runs: fixed rows, no cell to edit, Enter or a click chooses the run. */
class RunTable final : public QTableView
{
    Q_OBJECT

public:
    RunTable(RunTableModel *model, const Theme *theme, QWidget *parent);

Q_SIGNALS:
    void chosen(qint64 run);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
};

} // namespace syncline::ui
