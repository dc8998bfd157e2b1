#pragma once

#include <QTableWidget>
#include <QWidget>

#include <vector>

class QToolButton;

namespace syncline::ui {

class RowButtons;

/**
 * A small table of texts with buttons to add, remove and move its rows, also by Insert, Delete,
 * Alt+Up and Alt+Down. Holds nothing of its own: it shows rows and tells what they became.
 */
class RowTable final : public QWidget
{
    Q_OBJECT

public:
    using Rows = std::vector<QStringList>;

    /** @p accessibleName: what the rows are, such as "Options". */
    RowTable(const QString &objectName, const QString &accessibleName, const QStringList &titles,
             QWidget *parent);

    void setRows(const Rows &rows);
    [[nodiscard]] const Rows &rows() const { return m_rows; }
    /** What can be chosen in @p column, beside what is typed. */
    void setChoices(int column, const QStringList &choices);
    /** Texts of @p column are colours: a patch is shown, and a dialog offered. */
    void setColorColumn(int column) { m_colorColumn = column; }
    /** Rows stay as many as they are, and only @p column can be changed; −1: all can. */
    void setFixed(int column);
    void setEditable(bool isEditable);
    [[nodiscard]] QTableWidget *table() const { return m_table; }
    void addRow();
    void removeRow(int row);
    void moveRow(int from, int to);

Q_SIGNALS:
    void changed(const syncline::ui::RowTable::Rows &rows);

private:
    void fill();
    void fit();
    void take(const Rows &rows);
    void pickColor(int row);
    void updateButtons();

    QTableWidget *m_table;
    RowButtons *m_buttons;
    QToolButton *m_color;
    Rows m_rows;
    int m_colorColumn = -1;
    int m_onlyColumn = -1;
    bool m_isEditable = true;
    bool m_isFilling = false;
};

} // namespace syncline::ui
