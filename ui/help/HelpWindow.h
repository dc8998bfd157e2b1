#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace syncline::ui {

/**
 * The help: pages at the left, the text at the right, a field that searches all pages. Its own
 * window, not modal; made once and shown again.
 */
class HelpWindow final : public QWidget
{
    Q_OBJECT

public:
    explicit HelpWindow(QWidget *parent);

    /** Brings the window to the front with page @p name. */
    void open(const QString &name);
    [[nodiscard]] QString page() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void showPage(const QString &name);
    void updateList();
    void find(bool backwards);
    [[nodiscard]] bool findOn(const QString &page, bool backwards);

    QListWidget *m_list = nullptr;
    QLineEdit *m_search = nullptr;
    QTextBrowser *m_text = nullptr;
    QLabel *m_nothing = nullptr;
};

} // namespace syncline::ui
