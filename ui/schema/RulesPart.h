#pragma once

#include "ui/schema/FieldPart.h"

class QComboBox;
class QPlainTextEdit;
class QSpinBox;

namespace syncline::ui {

/** Rules of numbers: whole, decimals, smallest and largest. */
class NumberPart final : public FieldPart
{
    Q_OBJECT

public:
    NumberPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;

private:
    void takeBounds();

    QCheckBox *m_integer = nullptr;
    QSpinBox *m_decimals = nullptr;
    QLineEdit *m_min = nullptr;
    QLineEdit *m_max = nullptr;
    QLabel *m_problem = nullptr;
};

/** Rules of texts: length, patterns, color. */
class TextPart final : public FieldPart
{
    Q_OBJECT

public:
    TextPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    QLineEdit *m_min = nullptr;
    QLineEdit *m_max = nullptr;
    QPlainTextEdit *m_patterns = nullptr;
    QCheckBox *m_color = nullptr;
    QLabel *m_problem = nullptr;
};

/** Rules of what has a size: files, vectors, passwords. */
class SizePart final : public FieldPart
{
    Q_OBJECT

public:
    SizePart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    QSpinBox *m_dimensions = nullptr;
    QCheckBox *m_strong = nullptr;
    QComboBox *m_images = nullptr;
    QLineEdit *m_min = nullptr;
    QLineEdit *m_max = nullptr;
    QLabel *m_problem = nullptr;
};

/** Whether it can be searched and filtered. */
class SearchPart final : public FieldPart
{
    Q_OBJECT

public:
    SearchPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    QCheckBox *m_filterable = nullptr;
    QCheckBox *m_searchable = nullptr;
};

/** What is kept behind the scenes; read-only. */
class StoragePart final : public FieldPart
{
    Q_OBJECT

public:
    StoragePart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    QLabel *m_key = nullptr;
    QLabel *m_from = nullptr;
};

} // namespace syncline::ui
