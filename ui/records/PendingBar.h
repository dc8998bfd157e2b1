#pragma once

#include "ui/records/PendingApply.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace syncline::ui {

/** "3 changes in 2 records", with what can be done about them; after that what came of it. Hidden
 * while there is nothing to say. */
class PendingBar final : public QFrame
{
    Q_OBJECT

public:
    explicit PendingBar(QWidget *parent);

    void showPending(const PendingEdits::Totals &totals);
    void showRunning(int records);
    void showOutcome(const PendingApply::Summary &summary, const PendingEdits::Totals &left,
                     bool canUndo);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void reviewRequested();
    void applyRequested();
    void discardRequested();
    void undoRequested();
    void cancelRequested();
    void logRequested();

private:
    enum class Tone : unsigned char { Info, Warning, Error };
    void showText(const QString &text, Tone tone);
    void showButtons(std::initializer_list<QPushButton *> shown);
    QPushButton *addButton(const QString &text, const QString &name, const QString &help);

    QLabel *m_text;
    QPushButton *m_log;
    QPushButton *m_cancel;
    QPushButton *m_undo;
    QPushButton *m_close;
    QPushButton *m_discard;
    QPushButton *m_review;
    QPushButton *m_apply;
};

} // namespace syncline::ui
