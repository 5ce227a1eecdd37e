import about from '../package.json' with { type: 'json' };

export const versionNumber: string = about.version;
