export const PREFIX = '/api/v2';
