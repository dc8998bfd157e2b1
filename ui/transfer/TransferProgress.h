#pragma once

#include "core/engine/EngineTypes.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace syncline::ui {

class ProgressView;

/** An import or export under way: what it does, how far it is, Cancel. */
class TransferProgress final : public QWidget
{
    Q_OBJECT

public:
    explicit TransferProgress(const QString &name, QWidget *parent);

    void begin(const QString &title, const QString &cancelText);
    void setRun(const RunInfo &run);
    void focusCancel();

Q_SIGNALS:
    void cancelled();

private:
    QLabel *m_title;
    ProgressView *m_progress;
    QPushButton *m_cancel;
};

} // namespace syncline::ui
