#pragma once

#include <QDialog>

class QListWidget;
class QPushButton;

namespace syncline::ui {

class GridColumns;
class GridHeader;

/** Which columns a grid shows, and in which order; by mouse and by keyboard. Works on the header at
 * once. */
class ColumnsDialog final : public QDialog
{
    Q_OBJECT

public:
    ColumnsDialog(GridColumns *columns, GridHeader *header, QWidget *parent);

    [[nodiscard]] QListWidget *list() const { return m_list; }

Q_SIGNALS:
    void shownChanged(int section, bool isShown);
    void resetRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void moveCurrent(int step);
    void updateButtons();
    /** The order of the list is that of the header. */
    void takeOrder();
    [[nodiscard]] int sectionAt(int row) const;

    GridColumns *m_columns;
    GridHeader *m_header;
    QListWidget *m_list;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    bool m_isFilling = false;
};

} // namespace syncline::ui
