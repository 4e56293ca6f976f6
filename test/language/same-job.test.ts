import { describe, expect, test } from '@jest/globals';
import { exactText, sameJob, sameNames } from '../../src/language/same-job.js';

describe('titles of one job', () => {
  test.each([
    ['Повар', 'Повар (г. Казань)', true],
    ['Менеджер по продажам', 'Менеджер по продажам B2B', true],
    ['Менеджер по продажам', 'Продажи: менеджер отдела', true],
    ['Стажёр-аналитик', 'Аналитик, стажер', true],
    ['Senior Golang Developer', 'Golang developer (senior)', true],
    ['Портфельный аналитик резервов', 'Портфельный аналитик (джуниор) резервов', false],
    ['Senior Golang Developer', 'Сеньор Golang developer', true],
    ['Senior Golang Developer', 'Team Lead Golang', false],
    ['Разработчик Golang', 'Разработчик C#', false],
    ['Старший бухгалтер', 'Бухгалтер', false],
    ['Главный бухгалтер', 'Заместитель главного бухгалтера', false],
    ['Делопроизводитель', 'Технический писатель', false],
    ['Курьер', 'Водитель-курьер', false],
    ['DevOps', 'Middle DevOps', false],
    ['Senior', 'Senior', true],
    ['(вахта)', 'Повар', false],
    ['(вахта)', '(сезон)', false],
    ['Главный специалист (отдела закупок)', 'Главный специалист отдела закупок', true],
    ['Главный специалист (отдела закупок)', 'Главный специалист отдела кадров', false],
    ['Senior Angular Developer', 'Разработчик Angular (Senior)', true],
    ['DevOps Engineer', 'DevOps-инженер', true],
    ['Мобильный разработчик (React Native)', 'React Native разработчик (mobile)', true],
    ['Product Manager', 'Product Designer', false],
    ['Project manager', 'Разработчик', false],
  ])('%s and %s: %j', (a, b, same) => {
    expect(sameJob(a, b)).toBe(same);
    expect(sameJob(b, a)).toBe(same);
  });
});

describe('the things that titles name', () => {
  test.each([
    ['Разработчик 1С', 'Разработчик 1С:ЗУП', false],
    ['Инженер-программист', 'Инженер-программист 1С', false],
    ['Водитель категории С', 'Водитель', true],
    ['Разработчик ETL', 'Разработчик ETL-процессов', true],
    ['Senior Angular Developer', 'Разработчик Angular (Senior)', true],
    ['DevOps инженер (K8S)', 'DevOps-инженер', true],
    ['ПОВАР В КАФЕ', 'Повар в кафе', true],
    ['Инженер SRE', 'Инженер (SRE)', true],
    ['Пресейл-инженер / Presale-engineer', 'Пресейл-инженер', true],
    ['Разработчик Go в Ozon', 'Разработчик Go', true],
    ['Разработчик Go / Python', 'Разработчик Python', false],
    ['Инженер (SRE)', 'Инженер (DBA)', true],
    ['Менеджер по продажам B2B', 'Менеджер по продажам', false],
  ])('%s and %s: %j', (a, b, same) => {
    expect(sameNames(a, b)).toBe(same);
    expect(sameNames(b, a)).toBe(same);
  });
});

describe('exact copies', () => {
  test('case, spaces, punctuation and ё make no difference', () => {
    expect(exactText('Ищем стажёра!\n— 2 года')).toBe(exactText('ищем  СТАЖЕРА 2 года'));
  });

  test('another word, form or number does', () => {
    for (const other of ['ищем стажера', 'ищем стажеров 2 года', 'ищем стажера 3 года']) {
      expect(exactText('ищем стажера 2 года')).not.toBe(exactText(other));
    }
  });
});
